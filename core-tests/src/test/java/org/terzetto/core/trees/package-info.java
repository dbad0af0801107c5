/**
 * Random trees of nurseries, scopes and tasks, run for real and held against a small model.
 *
 * <p>{@link org.terzetto.core.trees.Step} is the language, {@link
 * org.terzetto.core.trees.TreeGenerator} writes programs in it, {@link
 * org.terzetto.core.trees.TreeRun} runs them on the scheduler and {@link
 * org.terzetto.core.trees.TreeModel} says what must come out.
 */
package org.terzetto.core.trees;
