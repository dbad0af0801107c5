/** Readiness on epoll. */
@NullMarked
package org.terzetto.backend.epoll;

import org.jspecify.annotations.NullMarked;
