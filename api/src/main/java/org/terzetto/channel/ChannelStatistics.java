package org.terzetto.channel;

/**
 * Numbers about a memory channel at one moment, the same from all its ends.
 *
 * @param bufferUsed values in the buffer
 * @param capacity how many may be there; {@link Integer#MAX_VALUE} if there is no limit
 * @param openSendEnds sending ends that are open
 * @param openReceiveEnds receiving ends that are open
 * @param tasksWaitingSend tasks blocked in {@code send}, at whichever end
 * @param tasksWaitingReceive tasks blocked in {@code receive}, at whichever end
 * @param peakBufferUsed the most values that were ever in the buffer at once
 */
public record ChannelStatistics(
    int bufferUsed,
    int capacity,
    int openSendEnds,
    int openReceiveEnds,
    int tasksWaitingSend,
    int tasksWaitingReceive,
    int peakBufferUsed) {}
