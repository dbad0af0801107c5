/**
 * The run loop and what it moves: start reading at {@link org.terzetto.scheduler.Runner}.
 *
 * <p>Nothing here is synchronised, but for the few classes that say so: whoever holds the turn (the
 * loop, or the one task that is running) owns all state of the run.
 */
@NullMarked
package org.terzetto.scheduler;

import org.jspecify.annotations.NullMarked;
