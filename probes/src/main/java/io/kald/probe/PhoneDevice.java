package io.kald.probe;

/**
 * What a phone says it is.
 *
 * @param name the device name the nodes know it by, 1 to 15 characters: {@code SEP001122334455}
 * @param type the number CUCM gives the model: 30018 for a 7961
 * @param protocol highest SCCP version it speaks, 3 to 22
 * @param lines how many of its lines it asks for, 0 to 42
 */
public record PhoneDevice(String name, int type, int protocol, int lines) {}
