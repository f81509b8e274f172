/**
 * A small HTTP/1.1 server on Netty's codec that no client can silence or fill: routes, requests,
 * replies and the limits on connections. Knows nothing of what it serves.
 */
@NullMarked
package io.kald.agent.http;

import org.jspecify.annotations.NullMarked;
