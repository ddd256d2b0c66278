package samspel.referee;

import ca.uhn.fhir.util.VersionUtil;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.utilities.http.ManagedWebAccess;

/**
 * Validates FHIR R4 resources with HAPI's validator and our profiles; one JSON verdict per line per input.
 *
 * <pre>
 * referee [--profiles DIR]... [--canonical URL] [--profile URL] [--out FILE] [--self] [--serve] [FILE|DIR|FILE.jsonl]...
 * </pre>
 *
 * {@code --profiles} where our conformance resources are; {@code --profile} the profile every message of ours
 * (its MessageHeader names the canonical) must obey, claimed or not; {@code --self} judge the conformance resources
 * themselves; {@code --serve} read one resource or envelope per line from standard input until it ends, answer one
 * line each. Exit code 0 when it ran, whatever it found; 2 when it could not.
 */
public final class Referee {
    private final List<Path> profileDirectories = new ArrayList<>();
    private final List<Path> inputs = new ArrayList<>();
    private String canonical = "https://w3id.org/samspel/fhir";
    private String messageProfile;
    private Path out;
    private boolean self;
    private boolean serve;

    public static void main(String[] arguments) {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err); // whatever a library prints must not look like an answer
        ManagedWebAccess.setAccessPolicy(ManagedWebAccess.WebAccessPolicy.PROHIBITED); // the same verdict everywhere
        try {
            Referee referee = new Referee();
            referee.read(arguments);
            referee.run(answers);
        } catch (IOException | IllegalArgumentException problem) {
            System.err.println(problem.getMessage());
            System.exit(2);
        }
    }

    private void read(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--profiles" -> profileDirectories.add(Path.of(value(arguments, ++i)));
                case "--profile" -> messageProfile = value(arguments, ++i);
                case "--canonical" -> canonical = value(arguments, ++i);
                case "--out" -> out = Path.of(value(arguments, ++i));
                case "--self" -> self = true;
                case "--serve" -> serve = true;
                default -> inputs.add(input(arguments[i]));
            }
        }
    }

    private static String value(String[] arguments, int at) {
        if (at >= arguments.length) {
            throw new IllegalArgumentException(arguments[at - 1] + " needs a value");
        }
        return arguments[at];
    }

    private static Path input(String argument) {
        if (argument.startsWith("--")) {
            throw new IllegalArgumentException("unknown option " + argument);
        }
        return Path.of(argument);
    }

    private void run(PrintStream answers) throws IOException {
        Conformance conformance = new Conformance(canonical);
        for (Path directory : profileDirectories) {
            conformance.load(directory);
        }
        var definitions = conformance.definitions();
        Judge judge = new Judge(
                conformance.validator(definitions),
                conformance.codes(),
                new ExtensionContexts(definitions),
                canonical,
                messageProfile);
        try (PrintStream sink = out == null ? answers : new PrintStream(out.toFile(), StandardCharsets.UTF_8)) {
            if (self) {
                for (Map.Entry<Path, String> file : conformance.files().entrySet()) {
                    sink.println(judge.verdict(file.getKey().toString(), file.getValue(), List.of()));
                }
            }
            for (Path input : inputs) {
                judgeInput(judge, input, sink);
            }
            if (serve) {
                sink.println("{\"ready\":true,\"hapi\":\"" + VersionUtil.getVersion() + "\"}");
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                judgeLines(judge, lines, "line", sink);
            }
        }
    }

    private static void judgeInput(Judge judge, Path input, PrintStream sink) throws IOException {
        if (input.getFileName().toString().matches(".*\\.(jsonl|ndjson)")) {
            try (BufferedReader lines = Files.newBufferedReader(input)) {
                judgeLines(judge, lines, input.toString(), sink);
            }
            return;
        }
        for (Path file : Conformance.jsonFilesBelow(input)) {
            sink.println(judge.verdict(file.toString(), Files.readString(file), List.of()));
        }
    }

    private static void judgeLines(Judge judge, BufferedReader lines, String name, PrintStream sink)
            throws IOException {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                sink.println(judge.line(line, name + ":" + number));
            }
        }
    }
}
