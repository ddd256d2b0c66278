package samspel.jaxb;

import jakarta.xml.bind.JAXBContext;
import jakarta.xml.bind.Marshaller;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a document with generated classes and writes it again: PACKAGE INPUT OUTPUT. Prints the class of the root. */
public final class RoundTrip {
    private RoundTrip() {}

    public static void main(String[] arguments) throws Exception {
        JAXBContext context = JAXBContext.newInstance(arguments[0]);
        Object document = context.createUnmarshaller().unmarshal(Path.of(arguments[1]).toFile());
        Marshaller marshaller = context.createMarshaller();
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[2]))) {
            marshaller.marshal(document, out);
        }
        System.out.println(document.getClass().getSimpleName());
    }
}
