/** Tests of what the service manager is told, on real sockets. */
@NullMarked
package io.kald.agent.notify;

import org.jspecify.annotations.NullMarked;
