package org.terzetto.io;

/**
 * A conversation: bytes in both directions. Sending and receiving never get in each other's way;
 * one task may send while another receives.
 *
 * <p>Thread safety: belongs to a run.
 */
public interface Stream extends SendStream, ReceiveStream {}
