package io.kald.agent.api;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin port listens and whom it answers.
 *
 * @param listen address and port; port 0 takes any free one
 * @param bearerToken what a request must carry as {@code Authorization: Bearer}, or null: nothing.
 *     {@code /-/healthy} and {@code /-/ready} never need it
 */
public record WebOptions(InetSocketAddress listen, @Nullable String bearerToken) {}
