/** Streams, listeners and TCP sockets. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.io;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
