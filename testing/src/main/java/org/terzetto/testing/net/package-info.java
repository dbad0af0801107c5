/** A network in memory: hosts and links with latency and failures, on the clock of the run. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.testing.net;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
