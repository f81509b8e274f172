/**
 * The daemon's log: one line an event on standard error, logfmt or JSON, set up by code because
 * reading XML would cost more start-up time than everything else here. Looks at no other room.
 */
@NullMarked
package io.kald.agent.log;

import org.jspecify.annotations.NullMarked;
