/** The seam between this module and the scheduler; nobody else's business. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.internal;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
