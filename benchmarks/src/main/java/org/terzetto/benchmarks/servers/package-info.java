/** Echo servers, each in a process of its own on one core, and what puts load on them. */
@NullMarked
package org.terzetto.benchmarks.servers;

import org.jspecify.annotations.NullMarked;
