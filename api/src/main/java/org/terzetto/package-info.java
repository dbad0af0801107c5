/** Runs, nurseries and cancel scopes. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
