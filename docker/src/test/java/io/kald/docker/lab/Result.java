package io.kald.docker.lab;

/**
 * What came of a command.
 *
 * @param code its exit code
 * @param output what it wrote, both kinds
 */
record Result(int code, String output) {}
