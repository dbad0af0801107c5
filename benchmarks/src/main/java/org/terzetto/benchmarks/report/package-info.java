/** What was measured, as tables and charts. */
@NullMarked
package org.terzetto.benchmarks.report;

import org.jspecify.annotations.NullMarked;
