// SPDX-License-Identifier: Apache-2.0
// A designer moves a handle, computes the parameter from the handle alone, and gets a curve that goes through that point.
#include "shapes.h"

#include <cmath>

using namespace loadgate;
using namespace loadgate::test;
using namespace std::chrono_literals;

class HandlesTest : public QObject, private Shapes {
    Q_OBJECT

  private slots:
    void everyPatternShowsWhereItsPeakIs();
    void everyParameterThatLiesOnTheCurveCanBeDragged();
    void aDraggedHandleIsWhereTheCurveGoes_data();
    void aDraggedHandleIsWhereTheCurveGoes();
    void whatDoesNotLieOnTheDrawingCannotBeDragged();

  private:
    const std::string m_day = (std::filesystem::path(LOADGATE_TEST_DATA) / "good" / "curves" / "rush.txt").string();

    [[nodiscard]] std::vector<GivenParam> needed(const std::string& id) const {
        return id == "replay" ? std::vector{given("curve", m_day)} : std::vector<GivenParam>{};
    }
    [[nodiscard]] static PatternInput input(const std::string& id) { return asked(100, id == "replay" ? Duration(0s) : Duration(300s)); }
    [[nodiscard]] std::string textOf(const std::string& id, const Handle& handle, double value) const;
};

void HandlesTest::everyPatternShowsWhereItsPeakIs() {
    for (const char* id : {"sustained", "ramp", "burst", "step", "spike", "wave", "replay"}) {
        const auto drawn = shape(id, needed(id), input(id));
        const Handle* peak = handle(*drawn, kPeakKey);
        QVERIFY2(peak != nullptr, id);
        QCOMPARE(dragged(*peak), 100.0);
        QCOMPARE(drawn->curve.loadAt(peak->at), 100.0);
    }
}

void HandlesTest::everyParameterThatLiesOnTheCurveCanBeDragged() {
    const auto keys = [&](const char* id) {
        QStringList all;
        const auto drawn = shape(id, needed(id), input(id));
        for (const Handle& one : drawn->handles) {
            all << QString::fromStdString(one.key);
        }
        all.sort();
        return all.join(' ');
    };
    QCOMPARE(keys("sustained"), "peak");
    QCOMPARE(keys("ramp"), "from peak");
    QCOMPARE(keys("burst"), "base every length peak");
    QCOMPARE(keys("step"), "peak");
    QCOMPARE(keys("spike"), "at base length peak rise");
    QCOMPARE(keys("wave"), "base peak period");
    QCOMPARE(keys("replay"), "peak time_scale");
}

/// The value as its parameter is written.
std::string HandlesTest::textOf(const std::string& id, const Handle& handle, double value) const {
    const PluginInfo* plugin = catalog().find(PluginKind::Pattern, id).value();
    const ParamKind kind = std::ranges::find(plugin->parameters, handle.key, &ParamSpec::key)->kind;
    switch (kind) {
        case ParamKind::Level: return toText(Level{value, handle.unit != 1});
        case ParamKind::Duration: return toText(fromSeconds(value));
        case ParamKind::Percent: return toText(Share{value});
        default: return toText(value);
    }
}

void HandlesTest::aDraggedHandleIsWhereTheCurveGoes_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("key");
    for (const char* id : {"sustained", "ramp", "burst", "step", "spike", "wave", "replay"}) {
        const auto drawn = shape(id, needed(id), input(id));
        for (const Handle& one : drawn->handles) {
            QTest::addRow("%s %s", id, one.key.c_str()) << id << QString::fromStdString(one.key);
        }
    }
}

void HandlesTest::aDraggedHandleIsWhereTheCurveGoes() {
    QFETCH(const QString, id);
    QFETCH(const QString, key);
    const std::string pattern = id.toStdString();
    PatternInput asking = input(pattern);
    std::vector<GivenParam> with = needed(pattern);
    Handle moved = *handle(*shape(pattern, with, asking), key.toStdString());
    if (moved.axis == Handle::Axis::Load) {
        moved.load += 7;
    } else {
        moved.at += 3s;
    }
    if (moved.key == kPeakKey) {
        asking.peak = dragged(moved);
    } else {
        with.push_back(given(moved.key, textOf(pattern, moved, dragged(moved))));
    }
    const auto drawn = shape(pattern, with, asking);
    QVERIFY2(drawn, drawn ? "" : drawn.error().message.c_str());
    const Handle* now = handle(*drawn, moved.key);
    QVERIFY(now != nullptr);
    QVERIFY2(std::abs(coordinate(*now) - coordinate(moved)) < 1e-6, qPrintable(QString::number(coordinate(*now))));
    // At a step the point is anywhere on its riser.
    const double before = drawn->curve.loadAt(now->at - 1us);
    const double after = now->at < drawn->curve.length() ? drawn->curve.loadAt(now->at) : before;
    const bool through = std::min(before, after) - 1e-3 <= now->load && now->load <= std::max(before, after) + 1e-3;
    QVERIFY2(through || now->at == Duration{}, qPrintable(QString("%1 to %2, not %3").arg(before).arg(after).arg(now->load)));
    if (now->at == Duration{}) {
        QCOMPARE(after, now->load);
    }
}

void HandlesTest::whatDoesNotLieOnTheDrawingCannotBeDragged() {
    QVERIFY(handle(*shape("wave", {}, asked(100, 20s)), "period") == nullptr);
    QVERIFY(handle(*shape("wave", {}, asked(100, 20s)), kPeakKey) == nullptr);
    QVERIFY(handle(*shape("spike", {}, asked(100, 1s)), "rise") == nullptr);
    QVERIFY(handle(*shape("burst", {}, asked(100, 20s)), kPeakKey) == nullptr);
    QVERIFY(handle(*shape("replay", needed("replay"), asked(100, 60s)), "time_scale") == nullptr);
}

QTEST_GUILESS_MAIN(HandlesTest)
#include "handles_test.moc"
