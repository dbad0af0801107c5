/** For our tests and those of our users. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.testing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
