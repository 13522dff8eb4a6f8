import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.JsonNode;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.flink.shaded.jackson2.com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.Row;

/**
 * Asks Apache Flink. JSON on stdin, JSON on stdout:
 *
 * <pre>{ "plans":  [{ "statements": ["CREATE TABLE ...", "INSERT ..."] }],
 *   "values": [{ "input": "CAST(7 AS BIGINT)", "expression": "`c` + 1" }] }</pre>
 *
 * Each plan has a catalog of its own; DDL is executed, an INSERT is planned and translated to operators with their generated
 * code, and never run. The answer has one entry per entry: {@code plan} or {@code error}. An expression is evaluated, in batch
 * mode by Flink's runtime, over a column {@code c} that holds the input; the answer has {@code type} and {@code value}, the
 * result as Flink casts it to text (bytes: as hexadecimal), or {@code error}. {@code "alone": true} spares an expression that is to
 * fail the company of others.
 */
public final class AskFlink {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int COLUMNS_PER_JOB = 40;

  private AskFlink() {}

  public static void main(String[] arguments) throws Exception {
    JsonNode request = JSON.readTree(System.in);
    ObjectNode answer = JSON.createObjectNode();
    var plans = answer.putArray("plans");
    for (JsonNode plan : request.path("plans")) plans.add(plan(plan));
    var values = answer.putArray("values");
    evaluate(list(request.path("values"))).forEach(values::add);
    JSON.writeValue(System.out, answer);
  }

  private static ObjectNode plan(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.newInstance().inStreamingMode().withBuiltInCatalogName("unused").build());
    flink.getConfig().setLocalTimeZone(ZoneId.of("UTC"));
    flink.registerCatalog("prod", new ConfluentTables.Catalog("prod"));
    flink.useCatalog("prod");
    StringBuilder explained = new StringBuilder();
    String current = "";
    try {
      for (JsonNode statement : request.path("statements")) {
        current = statement.asText().strip();
        if (current.regionMatches(true, 0, "INSERT", 0, 6)) explained.append(flink.explainSql(current));
        else flink.executeSql(current);
      }
      answer.put("plan", explained.toString());
    } catch (Throwable error) {
      answer.put("error", messages(error)).put("statement", current);
    }
    return answer;
  }

  /** Many expressions make one job; when it fails, each is asked alone. */
  private static List<ObjectNode> evaluate(List<JsonNode> requests) {
    Map<JsonNode, ObjectNode> answers = new IdentityHashMap<>();
    List<JsonNode> together = requests.stream().filter(request -> !request.path("alone").asBoolean()).toList();
    for (int start = 0; start < together.size(); start += COLUMNS_PER_JOB) {
      List<JsonNode> chunk = together.subList(start, Math.min(together.size(), start + COLUMNS_PER_JOB));
      try {
        List<ObjectNode> found = evaluateTogether(chunk);
        IntStream.range(0, chunk.size()).forEach(i -> answers.put(chunk.get(i), found.get(i)));
      } catch (Throwable error) {
        // Each alone, below.
      }
    }
    return requests.stream().map(request -> answers.containsKey(request) ? answers.get(request) : evaluateAlone(request)).toList();
  }

  private static ObjectNode evaluateAlone(JsonNode request) {
    try {
      return evaluateTogether(List.of(request)).get(0);
    } catch (Throwable error) {
      return JSON.createObjectNode().put("error", messages(error));
    }
  }

  /**
   * The inputs are computed first and then read as data, for constants in a query would be folded by the optimiser. Every
   * column is nullable, as most columns of a database are.
   */
  private static List<ObjectNode> evaluateTogether(List<JsonNode> requests) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
    environment.setParallelism(1);
    StreamTableEnvironment flink = StreamTableEnvironment.create(environment);
    flink.getConfig().setLocalTimeZone(ZoneId.of("UTC"));
    int size = requests.size();

    var inputs = flink.sqlQuery("SELECT " + columns(size, i -> requests.get(i).path("input").asText() + " AS `c" + i + "`"));
    List<DataType> types = inputs.getResolvedSchema().getColumnDataTypes().stream().map(DataType::nullable).toList();
    Row row = one(inputs);
    DataType rowType = DataTypes.ROW(IntStream.range(0, size).mapToObj(i -> DataTypes.FIELD("c" + i, types.get(i))).toList()).notNull();
    Schema.Builder schema = Schema.newBuilder();
    IntStream.range(0, size).forEach(i -> schema.column("c" + i, types.get(i)));
    flink.createTemporaryView("inputs", environment.fromCollection(List.of(row), ExternalTypeInfo.<Row>of(rowType)), schema.build());

    var typed = flink.sqlQuery("SELECT " + columns(size, i -> expression(requests.get(i), i) + " AS `r" + i + "`") + " FROM inputs");
    List<DataType> resultTypes = typed.getResolvedSchema().getColumnDataTypes();
    flink.createTemporaryView("results", typed);
    Row result = one(flink.sqlQuery("SELECT " + columns(size, i -> text(resultTypes.get(i), "`r" + i + "`")) + " FROM results"));
    return IntStream.range(0, size)
        .mapToObj(i -> JSON.createObjectNode()
            .put("type", resultTypes.get(i).nullable().getLogicalType().asSummaryString())
            .put("value", result.getField(i) instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : (String) result.getField(i)))
        .toList();
  }

  private static String expression(JsonNode request, int i) {
    return "(" + request.path("expression").asText().replace("`c`", "`c" + i + "`") + ")";
  }

  private static String text(DataType type, String column) {
    return switch (type.getLogicalType().getTypeRoot()) {
      case BINARY, VARBINARY -> column;
      default -> "CAST(" + column + " AS STRING)";
    };
  }

  private static Row one(org.apache.flink.table.api.Table table) throws Exception {
    try (var rows = table.execute().collect()) {
      return rows.next();
    }
  }

  private static String columns(int size, java.util.function.IntFunction<String> column) {
    return IntStream.range(0, size).mapToObj(column).collect(Collectors.joining(", "));
  }

  private static List<JsonNode> list(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes;
  }

  /** The messages of an error and its causes, without repetition. */
  private static String messages(Throwable error) {
    List<String> messages = new ArrayList<>();
    for (Throwable cause = error; cause != null && messages.size() < 12; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage().strip();
      if (messages.stream().noneMatch(earlier -> earlier.contains(message))) messages.add(message);
    }
    return String.join(" <- ", messages);
  }
}
