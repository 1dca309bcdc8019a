;; Paid, nearly paid, and long gone.

(def small-balance 10M)

(defrule small-balance-write-off
  "Forgive what is left when less than $10 pays the account off."
  :when (and (= loan-status "Open")
             (> status-payoff 0M)
             (< status-payoff small-balance))
  :then [(credit/add {:type "Payoff" :category "Small balance" :amount {:base :payoff :plus 0M} :info "Small balance"})]
  :examples [{:given {:loan-status "Open" :status-payoff 9.99M} :fires true}
             {:given {:loan-status "Open" :status-payoff 10M} :fires false}
             {:given {:loan-status "Open" :status-payoff 0M} :fires false}])

(defrule close-paid-off
  "Close open accounts on which nothing is owed any more."
  :when (and (= loan-status "Open") (zero? status-payoff))
  :then [(loan/set {:loan-status "Paid Off" :loan-sub-status "Paid in Full" :credit-status "13" :autopay-status "suspend"
                    :closed-date {:base :current-date :plus-days 0} :clear-portfolios true :follow-up-date nil})]
  :examples [{:given {:loan-status "Open" :status-payoff 0M} :fires true}
             {:given {:loan-status "Open" :status-payoff 0.01M} :fires false}])

(defrule archive-closed-accounts
  "Archive accounts that closed more than 90 days ago and owe nothing."
  :when (and (or (= loan-status "Closed") (= loan-status "Paid Off"))
             (some? settings-closed-date)
             (> (u/date-compare current-date settings-closed-date) 90)
             (<= status-payoff 0M))
  :then [(account/archive)]
  :examples [{:given {:loan-status "Paid Off" :settings-closed-date "2026-08-23" :status-payoff 0M} :as-of "2026-11-22" :fires true}
             {:given {:loan-status "Paid Off" :settings-closed-date "2026-08-24" :status-payoff 0M} :as-of "2026-11-22" :fires false}])
