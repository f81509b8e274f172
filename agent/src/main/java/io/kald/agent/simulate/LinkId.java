package io.kald.agent.simulate;

/**
 * A connection, as traces name it.
 *
 * @param node number of the node, from 1
 * @param number of the connection at that node, from 1; TCPPid and TCPHandle are made from it
 * @param ip of the phone
 * @param port of the phone
 */
record LinkId(int node, int number, String ip, int port) {}
