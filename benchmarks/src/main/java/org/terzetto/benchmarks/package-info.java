/** Terzetto beside its peers: {@code ./build bench}. */
@NullMarked
package org.terzetto.benchmarks;

import org.jspecify.annotations.NullMarked;
