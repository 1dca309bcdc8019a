;;; Tidewater Recreational Finance (RVs, trailers, boats). Seasonal borrowers: be patient in winter.

(def watch-months 3)
(def repo-floor 4000M)

(defn winter? [] (contains? #{12 1 2} (u/month current-date)))

(defrule dealer-thank-you
  "Send the keychain while the paper is fresh (first thirty days)."
  :when (and (= loan-status "Open") (<= status-loan-age 30))
  :then [(checklist/check {:checklist "Desk" :items ["Keychain"]})]
  :once :never-again)

(defrule soft-call
  "Soft call for accounts anywhere from 6 through 19 days behind."
  :when (and (= loan-status "Open") (>= status-days-past-due 6) (<= status-days-past-due 19))
  :then [(checklist/check {:checklist "Desk" :items ["Soft call"]})])

(defrule desk-summer
  "Out of season twenty days, in winter thirty-five: over to the collection desk."
  :when (and (= loan-status "Open")
             (if (winter?)
               (>= status-days-past-due 35)
               (>= status-days-past-due 20)))
  :then [(loan/set {:add-portfolios ["Collection Desk"]})])

(defrule desk-exit
  "Accounts less than six days behind go home."
  :when (and (= true (-> portfolio :4 :active)) (< status-days-past-due 6))
  :then [(loan/set {:remove-portfolios ["Collection Desk"]})]
  :examples [{:given {:portfolio {:4 {:active true}} :status-days-past-due 5} :fires true}
             {:given {:portfolio {:4 {:active true}} :status-days-past-due 6} :fires false}])

(defrule insurance-lapse
  "Proof of cover is older than a year, or ends inside three weeks."
  :when (and (= loan-status "Open")
             (or (and (some? insurance-start-date) (> (u/date-compare current-date insurance-start-date) 365))
                 (and (some? insurance-end-date) (< (u/date-compare insurance-end-date current-date) 21))))
  :then [(checklist/uncheck {:checklist "Desk" :items ["Insurance proof"]})])

(defrule winter-skip
  "Winter skip: ask before you are 15 days behind, have owned it a year."
  :when (and (= "W" (-> settings-custom-fields :5 :value)) (winter?) (< status-days-past-due 15) (>= status-loan-age 365))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-days 60})]
  :once :never-again)

(defrule pattern-of-lateness
  "Three or more thirty-day lates."
  :when (and (= loan-status "Open") (>= status-24-dpd-30 watch-months))
  :then [(loan/set {:add-portfolios ["Watch"]})])

(defrule pattern-broken
  :when (and (= true (-> portfolio :9 :active)) (< status-24-dpd-30 watch-months))
  :then [(loan/set {:remove-portfolios ["Watch"]})])

(defrule locate-the-unit
  "No answer and no money: fifty days without a payment and forty or more behind."
  :when (and (= loan-status "Open") (>= status-days-past-due 40) (> (or status-loan-recency 1000) 50))
  :then [(loan/set {:add-portfolios ["Locate"]})])

(defrule assign-for-repo
  "Assign at 75 days, unless the unit would not bring the cost of towing."
  :when (and (= loan-status "Open") (>= status-days-past-due 75) (>= status-payoff repo-floor) (not= loan-sub-status "Bankruptcy"))
  :then [(loan/set {:loan-sub-status "Repo Assigned" :add-portfolios ["Repo"] :repossession-date {:base :current-date :plus-days 10}})]
  :examples [{:given {:loan-sub-status "Repaying" :status-days-past-due 75 :status-payoff 9000M} :fires true}
             {:given {:loan-sub-status "Repaying" :status-days-past-due 74 :status-payoff 9000M} :fires false}
             {:given {:loan-sub-status "Repaying" :status-days-past-due 90 :status-payoff 3999M} :fires false}])

(defrule tow-costs-more
  "Towing costs more than the unit."
  :when (and (= true (-> portfolio :11 :active)) (< status-payoff repo-floor))
  :then [(loan/set {:remove-portfolios ["Repo"]})])

(defrule reinstate
  "Reinstated when no more than one payment is outstanding."
  :when (and (= loan-sub-status "Repo Assigned") (<= status-amount-due setup-payment))
  :then [(loan/set {:loan-sub-status "Repaying" :remove-portfolios ["Repo"]})])

(defrule loss
  "Write off what is unsold after 150 days of delinquency."
  :when (and (= loan-sub-status "Repo Assigned") (> status-days-past-due 150) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Loss" :charge-off true :amount {:base :payoff :plus 0M} :info "loss" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule trade-up
  "Trade-up mailer: 18+ payments in, a third or more paid down, not a day late."
  :when (and (= loan-sub-status "Repaying")
             (>= payments-count 18)
             (<= status-principal-balance (* 2/3 setup-loan-amount))
             (< status-days-past-due 1))
  :then [(loan/set {:add-portfolios ["Trade Up"]})])

(defrule early-payer-perk
  "perk"
  :when (and (= loan-sub-status "Repaying") (>= status-total-paid-principal (* 0.25M setup-loan-amount)) (<= status-unique-delinquencies 0) (> status-due-fees 0M))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :charge-off false :amount {:base :due-fees :plus 0M} :info "perk" :date :current-date})]
  :once :never-again)

(defrule remainder
  "A remainder under twelve dollars is ours to eat."
  :when (and (= loan-sub-status "Pending Payoff") (pos? status-payoff) (< status-payoff 12M))
  :then [(credit/add {:type "Regular" :category "Small balance" :charge-off false :amount {:base :payoff :plus 0M} :info "remainder" :date :current-date})])
