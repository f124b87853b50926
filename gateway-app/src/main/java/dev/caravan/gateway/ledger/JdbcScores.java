package dev.caravan.gateway.ledger;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.gateway.database.Sql;
import dev.caravan.processors.evals.ExchangeScore;
import dev.caravan.processors.evals.ScoreStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;

/** Scores in the table {@code exchange_score}. */
public final class JdbcScores implements ScoreStore {

    private static final int LONGEST_REASON = 2000;

    private final Database database;
    private final InstantSource clock;

    public JdbcScores(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void add(List<ExchangeScore> scores) {
        long now = Sql.micros(clock.instant());
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO exchange_score (project, key_name, request_id, eval, score, passed, reason,"
                            + " scored) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (ExchangeScore score : scores) {
                    IdSpace space = IdSpace.of(score.project(), score.key());
                    statement.setString(1, space.project());
                    statement.setString(2, space.key());
                    statement.setString(3, score.requestId());
                    statement.setString(4, score.eval());
                    statement.setDouble(5, score.score().value());
                    statement.setBoolean(6, score.score().passed());
                    String reason = score.score().reason().replace("\0", "");
                    statement.setString(
                            7, reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
                    statement.setLong(8, now);
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }
}
