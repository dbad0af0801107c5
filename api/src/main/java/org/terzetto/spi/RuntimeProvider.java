package org.terzetto.spi;

/** How the API finds the scheduler. */
public interface RuntimeProvider {}
