/**
 * The contract of I/O backends. Extend {@link org.terzetto.backend.tck.IoBackendContract} in the
 * tests of your backend; each failure quotes the sentence of the contract that is broken. The rest
 * is in docs/backend.md.
 */
@NullMarked
@Export
@Version("0.1.0")
package org.terzetto.backend.tck;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
