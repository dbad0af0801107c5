/** For authors of libraries: checkpoints, parking and the current task. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.lowlevel;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
