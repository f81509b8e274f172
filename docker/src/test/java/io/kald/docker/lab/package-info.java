/**
 * The lab: kald and real servers on machines of their own, and everything that can go wrong between
 * them.
 *
 * <pre>
 * Scenario   a fault, what kald must say about it and when; written once
 *    plays on
 * Stage      the machines, services and captures of one scenario, and what is held at its end
 *    stands in
 * Lab        makes machines ({@link io.kald.docker.lab.Host}) on one network
 *    is       NamespaceLab (ip netns) or ContainerLab (a Docker engine)
 * </pre>
 *
 * A new fault is a class that implements {@link io.kald.docker.lab.Scenario}, one line in {@link
 * io.kald.docker.lab.Scenarios} and one in {@code docker/lab/README.md}, which says how to run one
 * alone. {@code play} names what is watched, calls {@code stage.begin()}, makes its fault with
 * {@code stage.fault(...)} and tells what follows with {@code stage.goesDown(...)}, {@code
 * stage.comesBack(...)} or {@code stage.expect(...)}. The rest is held by the stage for all of them
 * alike: services of which no change was told stayed ALIVE, the journal is whole, metrics agree
 * with it, and an audit of the capture confirms each probe.
 */
@NullMarked
package io.kald.docker.lab;

import org.jspecify.annotations.NullMarked;
