package dev.caravan.processors.evals;

import java.util.List;

/** Where scores are kept. */
public interface ScoreStore {

    /** Keeps scores, all or none. Blocks. A {@link RuntimeException} when it cannot. */
    void add(List<ExchangeScore> scores);
}
