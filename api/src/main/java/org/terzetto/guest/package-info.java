/** A run as a guest of another event loop, such as that of a graphical interface. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.guest;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
