package org.terzetto.lowlevel;

/**
 * Numbers about a {@link ParkingLot} at one moment.
 *
 * @param tasksWaiting tasks that are parked in it
 */
public record ParkingLotStatistics(int tasksWaiting) {}
