package org.terzetto.io;

/** Bytes in both directions. */
public interface Stream {}
