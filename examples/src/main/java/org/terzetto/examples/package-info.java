/** Programs to read and to run: the tutorial tells of each. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.examples;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
