package org.terzetto.benchmarks.race;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void quartiles_lieBetweenFigures_inAnyOrder() {
    assertEquals(new Spread(2, 3, 4), Spread.of(DoubleStream.of(5, 1, 4, 2, 3)));
    assertEquals(new Spread(1.75, 2.5, 3.25), Spread.of(DoubleStream.of(4, 3, 2, 1)));
    assertEquals(new Spread(7, 7, 7), Spread.of(DoubleStream.of(7)));
  }

  @Test
  void outlier_movesNothing() {
    assertEquals(
        Spread.of(DoubleStream.of(1, 2, 3, 4, 5)), Spread.of(DoubleStream.of(1, 2, 3, 4, 1e9)));
  }

  /** Otherwise the median would be that of other rounds than the reader thinks. */
  @Test
  void figures_ofWhichOneIsMissing_areNotMeasured() {
    assertFalse(Spread.of(DoubleStream.of(1, 2, Double.NaN, 3, 4)).isMeasured());
    assertFalse(Spread.of(DoubleStream.empty()).isMeasured());
  }

  @Test
  void limit_isStraddled_onlyBetweenTheQuartiles() {
    Spread spread = new Spread(1, 2, 3);
    assertTrue(spread.straddles(1.5));
    assertFalse(spread.straddles(1));
    assertFalse(spread.straddles(3));
    assertFalse(spread.straddles(3.5));
  }
}
