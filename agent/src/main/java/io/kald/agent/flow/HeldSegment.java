package io.kald.agent.flow;

import io.netty.buffer.ByteBuf;

/** A segment that came before one that is missing; a copy of its payload. */
record HeldSegment(int sequence, int length, ByteBuf payload, Moment seen) {}
