/** Tools that make tests of suspending code exact: time, order and idleness under control. */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.testing;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
