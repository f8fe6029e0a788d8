// SPDX-License-Identifier: Apache-2.0
#include "engine/http1_parser.h"
#include "engine/http1_request.h"

#include <QtTest>

#include <string>

using namespace loadgate;
using namespace loadgate::engine;
using Progress = Http1Parser::Progress;

namespace {

struct Parsed {
    Progress progress{Progress::More};
    int status{};
    bool keepAlive{};
    std::size_t consumed{};
    std::string complaint;
    Progress atEnd{Progress::More};
    bool operator==(const Parsed&) const = default;
};

/// Feeds the text in pieces of a size; 0: all at once.
Parsed parse(std::string_view text, std::size_t piece = 0, bool head = false) {
    LineStash stash;
    Http1Parser parser;
    parser.begin(head, stash);
    Parsed result;
    while (result.consumed < text.size() && result.progress == Progress::More) {
        const std::string_view part = text.substr(result.consumed, piece == 0 ? text.size() : piece);
        const std::string copy(part);  // its own memory, so that a sanitizer sees a read past the end
        result.progress = parser.feed({copy.data(), copy.size()}, stash);
        result.consumed += parser.consumed();
    }
    result.status = parser.status();
    result.keepAlive = parser.keepAlive();
    result.complaint = parser.complaint();
    result.atEnd = parser.atEnd();
    parser.release(stash);
    return result;
}

const std::string kPlain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello";

}  // namespace

class Http1ParserTest : public QObject {
    Q_OBJECT
  private slots:
    void aWholeAnswerIsDone() {
        const Parsed p = parse(kPlain);
        QCOMPARE(p.progress, Progress::Done);
        QCOMPARE(p.status, 200);
        QVERIFY(p.keepAlive);
        QCOMPARE(p.consumed, kPlain.size());
    }

    void piecesOfAnySizeGiveTheSame_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("length") << QByteArray::fromStdString(kPlain);
        QTest::newRow("chunked") << QByteArray(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;ext=\"v\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n");
        QTest::newRow("interim") << QByteArray("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n");
        QTest::newRow("bare line feeds") << QByteArray("HTTP/1.1 404 Not Found\ncontent-length:2\n\nno");
    }
    void piecesOfAnySizeGiveTheSame() {
        QFETCH(QByteArray, answer);
        const Parsed whole = parse({answer.data(), static_cast<std::size_t>(answer.size())});
        QCOMPARE(whole.progress, Progress::Done);
        for (std::size_t piece = 1; piece < static_cast<std::size_t>(answer.size()); ++piece) {
            QVERIFY2(parse({answer.data(), static_cast<std::size_t>(answer.size())}, piece) == whole, qPrintable(QString::number(piece)));
        }
    }

    void bytesAfterTheAnswerAreNotConsumed() { QCOMPARE(parse(kPlain + "HTTP/1.1").consumed, kPlain.size()); }

    void answersWithoutABody_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("head");
        QTest::newRow("HEAD with a length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") << true;
        QTest::newRow("HEAD chunked") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n") << true;
        QTest::newRow("204") << QByteArray("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n") << false;
        QTest::newRow("304") << QByteArray("HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n") << false;
        QTest::newRow("length 0") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") << false;
    }
    void answersWithoutABody() {
        QFETCH(QByteArray, answer);
        QFETCH(bool, head);
        const Parsed p = parse(answer.toStdString(), 0, head);
        QCOMPARE(p.progress, Progress::Done);
        QVERIFY(p.keepAlive);
    }

    void theEndOfTheConnectionEndsABodyWithoutLength() {
        const Parsed p = parse("HTTP/1.1 200 OK\r\n\r\nwhatever");
        QCOMPARE(p.progress, Progress::More);
        QCOMPARE(p.atEnd, Progress::Done);
    }

    void theEndInsideAnAnswerIsSeen() {
        QCOMPARE(parse("HTTP/1.1 200 OK\r\nContent-Le").atEnd, Progress::Malformed);
        QCOMPARE(parse("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfour").atEnd, Progress::Malformed);
        QCOMPARE(parse("").atEnd, Progress::More);
    }

    void whetherAConnectionIsKept_data() {
        QTest::addColumn<QByteArray>("head");
        QTest::addColumn<bool>("kept");
        QTest::newRow("1.1") << QByteArray("HTTP/1.1 200 OK\r\n") << true;
        QTest::newRow("1.1 close") << QByteArray("HTTP/1.1 200 OK\r\nConnection: foo, CLOSE\r\n") << false;
        QTest::newRow("1.0") << QByteArray("HTTP/1.0 200 OK\r\n") << false;
        QTest::newRow("1.0 close and keep-alive") << QByteArray("HTTP/1.0 200 OK\r\nConnection: close, keep-alive\r\n") << false;
        QTest::newRow("1.0 keep-alive") << QByteArray("HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\n") << true;
    }
    void whetherAConnectionIsKept() {
        QFETCH(QByteArray, head);
        QFETCH(bool, kept);
        const Parsed p = parse(head.toStdString() + "Content-Length: 1\r\n\r\nx");
        QCOMPARE(p.progress, Progress::Done);
        QCOMPARE(p.keepAlive, kept);
    }

    void whatIsNotHttpIsSaidSo_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("garbage") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << "not an HTTP/1 status line";
        QTest::newRow("HTTP/2") << QByteArray("HTTP/2 200 OK\r\n\r\n") << "not an HTTP/1 status line";
        QTest::newRow("no digits") << QByteArray("HTTP/1.1 2x0 OK\r\n\r\n") << "not an HTTP/1 status line";
        QTest::newRow("status 999") << QByteArray("HTTP/1.1 999 X\r\n\r\n") << "status outside 100-599";
        QTest::newRow("upgrade") << QByteArray("HTTP/1.1 101 Switching\r\n\r\n") << "switched protocols unasked";
        QTest::newRow("words for a length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n")
                                            << "Content-Length is not a length";
        QTest::newRow("negative length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n") << "Content-Length is not a length";
        QTest::newRow("enormous length") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n")
                                         << "Content-Length is not a length";
        QTest::newRow("two lengths") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")
                                     << "two different Content-Length";
        QTest::newRow("nothing but a comma") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: ,\r\n\r\n")
                                             << "Content-Length is not a length";
        QTest::newRow("list of lengths") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\n") << "two different Content-Length";
        QTest::newRow("chunk size") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")
                                    << "chunk size is not a hexadecimal number";
        QTest::newRow("chunk too long") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n")
                                        << "a chunk is longer than its size";
        QTest::newRow("blank before a chunk size")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n 2\r\n") << "chunk size is not a hexadecimal number";
        QTest::newRow("next answer for a trailer")
            << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHTTP/1.1 200 OK\r\n\r\n")
            << "header line without a valid name";
        QTest::newRow("no name") << QByteArray("HTTP/1.1 200 OK\r\n: v\r\n\r\n") << "header line without a valid name";
        QTest::newRow("space in name") << QByteArray("HTTP/1.1 200 OK\r\nA b: v\r\n\r\n") << "header line without a valid name";
        QTest::newRow("NUL in name") << QByteArray("HTTP/1.1 200 OK\r\nA\0: v\r\n\r\n", 26) << "header line without a valid name";
        QTest::newRow("folded") << QByteArray("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n") << "folded header line";
    }
    void whatIsNotHttpIsSaidSo() {
        QFETCH(QByteArray, answer);
        QFETCH(QString, complaint);
        const std::string text(answer.data(), static_cast<std::size_t>(answer.size()));
        for (const std::size_t piece : {std::size_t{0}, std::size_t{1}, std::size_t{7}}) {
            const Parsed p = parse(text, piece);
            QCOMPARE(p.progress, Progress::Malformed);
            QCOMPARE(QString::fromStdString(p.complaint), complaint);
        }
    }

    void endlessHeadersAreCutOff() {
        std::string head = "HTTP/1.1 200 OK\r\n";
        while (head.size() < (1U << 20U)) {
            head += "X-Filler: 0123456789\r\n";
        }
        const Parsed p = parse(head, 4096);
        QCOMPARE(p.progress, Progress::Malformed);
        QVERIFY(p.consumed <= (260U << 10U));
        QCOMPARE(parse("HTTP/1.1 200 OK\r\nX: " + std::string(1U << 20U, 'a'), 1000).progress, Progress::Malformed);
        QCOMPARE(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(1U << 20U, 'a'), 1000).progress,
                 Progress::Malformed);
    }

    void sameLengthTwiceIsOneLength() {
        QCOMPARE(parse("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok").progress, Progress::Done);
    }

    void transferEncodingOverridesTheLengthAndEndsTheConnection() {
        const Parsed p = parse("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        QCOMPARE(p.progress, Progress::Done);
        QVERIFY(!p.keepAlive);
    }

    void anOldAnswerInChunksIsTheLast() {
        const Parsed p = parse("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        QCOMPARE(p.progress, Progress::Done);
        QVERIFY(!p.keepAlive);
    }

    void aLongHeaderNameIsReadAsAShortOne() {
        for (std::size_t length = 1; length < 70; ++length) {
            const std::string name(length, 'n');
            QCOMPARE(parse("HTTP/1.1 200 OK\r\n" + name + ": v\r\nContent-Length: 1\r\n\r\nx").progress, Progress::Done);
            QCOMPARE(parse("HTTP/1.1 200 OK\r\n" + name + "\x7f: v\r\nContent-Length: 1\r\n\r\nx").progress, Progress::Malformed);
        }
    }

    void namesThatOnlyLookLikeOursAreOthers() {
        QCOMPARE(parse("HTTP/1.1 200 OK\r\ncontent_length: 9\r\nContent-Lengtj: 9\r\ncOnTeNt-LeNgTh: 1\r\n\r\nx").progress, Progress::Done);
    }

    void aRequestCarriesHostLengthAndItsOwnHeaders() {
        RequestSpec request;
        request.method = "POST";
        request.path = "/cart?x=1";
        request.headers = {{"Accept", "application/json"}};
        request.body = "{}";
        request.contentType = "application/json";
        QCOMPARE(std::string(http1Request(request, "[::1]:80")->bytes()),
                 std::string("POST /cart?x=1 HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: loadgate\r\nContent-Type: "
                             "application/json\r\nAccept: application/json\r\nContent-Length: 2\r\n\r\n{}"));
    }

    void theLengthIsThatOfTheBodyThatIsSent() {
        RequestSpec request;
        request.method = "POST";
        request.body = "n={{random:1:100000}}&u={{uuid}}";
        const auto content = http1Request(request, "h");
        QVERIFY(!content->isFixed());
        std::string bytes;
        for (std::uint64_t n = 0; n < 100; ++n) {
            bytes.resize(content->most());
            bytes.resize(content->fill({1, n, 0, n, 0}, bytes.data()));
            const std::size_t end = bytes.find("\r\n\r\n");
            QVERIFY(bytes.find("Content-Length: " + std::to_string(bytes.size() - end - 4) + "\r\n") < end);
        }
    }
    void aBodyFromAFileIsSentAsItIs() {
        RequestSpec request;
        request.method = "POST";
        request.body = "{{uuid}} {{nonsense";
        request.bodyAsIs = true;
        const auto content = http1Request(request, "h");
        QVERIFY(content->isFixed());
        QVERIFY(content->bytes().ends_with("Content-Length: 19\r\n\r\n{{uuid}} {{nonsense"));
    }
};

QTEST_GUILESS_MAIN(Http1ParserTest)
#include "http1_parser_test.moc"
