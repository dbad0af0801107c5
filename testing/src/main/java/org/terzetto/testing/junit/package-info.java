/** Suspending test methods for JUnit Jupiter, which this package alone needs. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.testing.junit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
