/** Tasks wait for each other, and take turns: event, lock, semaphore, condition, limiter. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.sync;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
