package org.terzetto.io;

/**
 * Numbers about a {@link SignalReceiver}.
 *
 * @param deliveries how many signals have arrived
 * @param pending how many different ones nobody has taken yet
 */
public record SignalStatistics(long deliveries, int pending) {}
