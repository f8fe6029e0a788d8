// SPDX-License-Identifier: Apache-2.0
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/**
 * Answers one line for each line of standard input.
 *
 *   decode BASE64 PERCENTILE…                 count min max mean value…     (integers; values at the percentiles, ns)
 *   distribution BASE64 RATIO                 outputPercentileDistribution(stream, 5, RATIO), its lines joined by '|'
 *   encode HIGHEST DIGITS VALUE*COUNT…        base64 of a histogram with these values
 */
public class HdrOracle {
    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ");
            System.out.println(answer(words));
        }
    }

    private static String answer(String[] words) throws Exception {
        switch (words[0]) {
            case "decode": return decode(words);
            case "distribution": return distribution(words);
            default: return encode(words);
        }
    }

    private static String distribution(String[] words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(words[1]));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(text, true, "UTF-8");
        Histogram.decodeFromCompressedByteBuffer(bytes, 0).outputPercentileDistribution(stream, 5, Double.parseDouble(words[2]));
        return text.toString("UTF-8").replace("\n", "|");
    }

    private static String decode(String[] words) throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(words[1]));
        Histogram histogram = Histogram.decodeFromCompressedByteBuffer(bytes, 0);
        StringBuilder answer = new StringBuilder();
        answer.append(histogram.getTotalCount()).append(' ').append(histogram.getMinValue());
        answer.append(' ').append(histogram.getMaxValue()).append(' ').append(Math.round(histogram.getMean()));
        for (int i = 2; i < words.length; ++i) {
            answer.append(' ').append(histogram.getValueAtPercentile(Double.parseDouble(words[i])));
        }
        return answer.toString();
    }

    private static String encode(String[] words) {
        Histogram histogram = new Histogram(Long.parseLong(words[1]), Integer.parseInt(words[2]));
        for (int i = 3; i < words.length; ++i) {
            String[] parts = words[i].split("\\*");
            histogram.recordValueWithCount(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        }
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(buffer.array(), length));
    }
}
