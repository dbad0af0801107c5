/** To other threads and back: blocking code on a worker thread, and calls from there into a run. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.thread;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
