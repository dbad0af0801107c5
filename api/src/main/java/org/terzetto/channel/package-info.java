/** Tasks hand values to each other: channels in memory, and producers that are pulled. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.channel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
