// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>

#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace store {

/// Rows by id as they are after the last commit, bounded; the one unused for longest goes first. For one thread.
template <typename T> class RowCache
{
public:
    using Id = std::remove_cvref_t<decltype(std::declval<T &>().id)>;
    using Row = std::shared_ptr<const T>;

    explicit RowCache(size_t capacity) : m_capacity(std::max<size_t>(capacity, 1)) {}

    Row find(const Id &id)
    {
        const auto found = m_byId.constFind(id);
        if (found == m_byId.cend())
            return {};
        m_rows.splice(m_rows.begin(), m_rows, *found);
        return m_rows.front().second;
    }

    /// A change of the row became durable; whatever was read of it meanwhile is old.
    void put(const Id &id, Row row)
    {
        forget(id);
        m_rows.emplace_front(id, std::move(row));
        m_byId.insert(id, m_rows.begin());
        trim();
    }
    void forget(const Id &id)
    {
        ++m_changes;
        m_lists.clear();
        if (const auto reading = m_reading.take(id))
            reading->unchanged = false;
        if (const auto found = m_byId.constFind(id); found != m_byId.cend()) {
            m_rows.erase(*found);
            m_byId.erase(found);
        }
    }

    /// Reads of one row that are under way, and whether it stayed as it was meanwhile.
    struct Reading
    {
        int readers = 0;
        bool unchanged = true;
    };
    std::shared_ptr<Reading> beginRead(const Id &id)
    {
        auto &reading = m_reading[id];
        if (!reading)
            reading = std::make_shared<Reading>();
        ++reading->readers;
        return reading;
    }
    /// @param row  null when there was none.
    void endRead(const Id &id, const std::shared_ptr<Reading> &reading, Row row)
    {
        if (--reading->readers == 0 && m_reading.value(id) == reading)
            m_reading.remove(id);
        if (!reading->unchanged || !row || m_byId.contains(id))
            return;
        m_rows.emplace_front(id, std::move(row));
        m_byId.insert(id, m_rows.begin());
        trim();
    }

    /// Short lists as they were read, by what was asked for; every change of the table forgets them.
    std::optional<std::vector<Row>> findList(const QString &question) const
    {
        const auto found = m_lists.constFind(question);
        return found == m_lists.cend() ? std::nullopt : std::optional(*found);
    }
    quint64 changes() const { return m_changes; }
    /// @param changes  as it was when the read began.
    void putList(const QString &question, std::vector<Row> rows, quint64 changes)
    {
        if (changes != m_changes || rows.size() > longestList || question.size() > longestQuestion)
            return;
        if (m_lists.size() >= mostLists)
            m_lists.clear();
        m_lists.insert(question, std::move(rows));
    }

private:
    static constexpr size_t longestList = 16;
    static constexpr qsizetype longestQuestion = 1000, mostLists = 1000;

    void trim()
    {
        if (m_rows.size() <= m_capacity)
            return;
        m_byId.remove(m_rows.back().first);
        m_rows.pop_back();
    }

    const size_t m_capacity;
    std::list<std::pair<Id, Row>> m_rows;
    QHash<Id, typename std::list<std::pair<Id, Row>>::iterator> m_byId;
    QHash<Id, std::shared_ptr<Reading>> m_reading;
    QHash<QString, std::vector<Row>> m_lists;
    quint64 m_changes = 0;
};

} // namespace store
