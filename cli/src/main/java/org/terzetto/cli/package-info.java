/** The {@code terzetto} command. */
@NullMarked
package org.terzetto.cli;

import org.jspecify.annotations.NullMarked;
