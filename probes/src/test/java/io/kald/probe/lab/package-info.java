/**
 * What tests of several modules share: network namespaces of their own, captures, and servers that
 * behave in one given way.
 */
@NullMarked
package io.kald.probe.lab;

import org.jspecify.annotations.NullMarked;
