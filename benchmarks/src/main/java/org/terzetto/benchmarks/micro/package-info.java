/** What a runtime does inside one process: switches, children, sleeps, cancellations, channels. */
@NullMarked
package org.terzetto.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
