/** Programs to read and to run. */
@NullMarked
package org.terzetto.examples;

import org.jspecify.annotations.NullMarked;
