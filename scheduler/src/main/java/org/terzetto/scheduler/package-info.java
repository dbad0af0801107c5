/** The run loop. */
@NullMarked
package org.terzetto.scheduler;

import org.jspecify.annotations.NullMarked;
