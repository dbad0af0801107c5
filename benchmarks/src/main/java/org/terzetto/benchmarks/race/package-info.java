/** Contenders measured round by round, one after the other. */
@NullMarked
package org.terzetto.benchmarks.race;

import org.jspecify.annotations.NullMarked;
