package org.terzetto.spi;

/** Makes I/O backends of one kind. */
public interface IoBackendProvider {}
