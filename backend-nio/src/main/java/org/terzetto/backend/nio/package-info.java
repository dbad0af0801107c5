/** Readiness on {@link java.nio.channels.Selector}. */
@NullMarked
package org.terzetto.backend.nio;

import org.jspecify.annotations.NullMarked;
